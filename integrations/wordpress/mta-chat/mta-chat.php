<?php
/**
 * Plugin Name:       MTA Chat
 * Description:       Puts the MTA Chat assistant on your website.
 * Version:           0.1.0
 * Requires at least: 6.0
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       mta-chat
 */

defined( 'ABSPATH' ) || exit;

const MTA_CHAT_OPTION = 'mta_chat';

/** Every setting with its default. */
function mta_chat_settings() {
	$defaults = array(
		'endpoint' => '',
		'color'    => '',
		'position' => 'auto',
		'language' => 'auto',
		'show'     => 'everywhere',
		'pages'    => '',
		'consent'  => '',
	);
	return array_merge( $defaults, array_intersect_key( (array) get_option( MTA_CHAT_OPTION, array() ), $defaults ) );
}

function mta_chat_one_of( $value, $allowed ) {
	return in_array( $value, $allowed, true ) ? $value : $allowed[0];
}

/** What a form has sent, as it is kept: nothing that is not understood. */
function mta_chat_sanitize( $given ) {
	$given   = is_array( $given ) ? $given : array();
	$consent = empty( $given['consent'] ) ? '' : '1'; // a box that is not ticked is not sent
	$given   = wp_parse_args( $given, mta_chat_settings() );
	$url     = esc_url_raw( trim( $given['endpoint'] ), array( 'https', 'http' ) );
	if ( '' === $url && '' !== trim( $given['endpoint'] ) ) {
		add_settings_error( MTA_CHAT_OPTION, 'endpoint', __( 'The address of the chat must begin with https://', 'mta-chat' ) );
	}
	return array(
		'endpoint' => untrailingslashit( $url ),
		'color'    => (string) sanitize_hex_color( $given['color'] ),
		'position' => mta_chat_one_of( $given['position'], array( 'auto', 'left', 'right' ) ),
		'language' => mta_chat_one_of( $given['language'], array( 'auto', 'en', 'ar', 'fr' ) ),
		'show'     => mta_chat_one_of( $given['show'], array( 'everywhere', 'only', 'except' ) ),
		'pages'    => implode( ',', array_filter( array_map( 'absint', explode( ',', $given['pages'] ) ) ) ),
		'consent'  => $consent,
	);
}

/** Whether the chat stands on the page that is shown. */
function mta_chat_is_shown( $settings, $page ) {
	if ( '' === $settings['endpoint'] ) {
		return false;
	}
	$is_listed = in_array( (string) $page, explode( ',', $settings['pages'] ), true );
	return 'everywhere' === $settings['show'] || ( 'only' === $settings['show'] ) === $is_listed;
}

/** Without the WP Consent API nobody can be asked. */
function mta_chat_waits_for_consent( $settings ) {
	return '' !== $settings['consent'] && function_exists( 'wp_has_consent' ) && ! wp_has_consent( 'functional' );
}

add_action(
	'wp_enqueue_scripts',
	function () {
		$settings = mta_chat_settings();
		if ( ! mta_chat_is_shown( $settings, get_queried_object_id() ) ) {
			return;
		}
		// phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- it is part of the plugin
		wp_enqueue_script( 'mta-chat', plugins_url( 'widget.js', __FILE__ ), array(), '0.1.0', true );
		if ( mta_chat_waits_for_consent( $settings ) ) {
			wp_enqueue_script( 'mta-chat-consent', plugins_url( 'consent.js', __FILE__ ), array(), '0.1.0', true );
		}
	}
);

add_filter(
	'script_loader_tag',
	function ( $tag, $handle ) {
		if ( 'mta-chat' !== $handle ) {
			return $tag;
		}
		$settings   = mta_chat_settings();
		$attributes = ' async data-endpoint="' . esc_url( $settings['endpoint'] ) . '"';
		foreach ( array( 'color', 'position', 'language' ) as $name ) {
			if ( '' !== $settings[ $name ] && 'auto' !== $settings[ $name ] ) {
				$attributes .= ' data-' . $name . '="' . esc_attr( $settings[ $name ] ) . '"';
			}
		}
		if ( mta_chat_waits_for_consent( $settings ) ) {
			$attributes .= ' data-manual';
		}
		return str_replace( ' src=', $attributes . ' src=', $tag );
	},
	10,
	2
);

add_filter( 'wp_consent_api_registered_' . plugin_basename( __FILE__ ), '__return_true' );

add_action(
	'admin_init',
	function () {
		register_setting(
			'mta_chat',
			MTA_CHAT_OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => 'mta_chat_sanitize',
			)
		);
		if ( function_exists( 'wp_add_privacy_policy_content' ) ) {
			wp_add_privacy_policy_content( 'MTA Chat', wp_kses_post( mta_chat_privacy_text() ) );
		}
	}
);

function mta_chat_privacy_text() {
	return '<p>' . __( 'Our website has a chat with an automated assistant. It is loaded from our own website; what you write is sent to our chat server, together with the address of the page, when you send a message, and is kept there for up to 30 days so that the conversation can go on. Until you open the chat nothing is stored in your browser; then the conversation is kept in it until you close the tab. No cookies are set. Where you leave your phone number or e-mail address you are asked for your consent first.', 'mta-chat' ) . '</p>';
}

add_action(
	'admin_menu',
	function () {
		add_options_page( 'MTA Chat', 'MTA Chat', 'manage_options', 'mta-chat', 'mta_chat_settings_page' );
	}
);

add_filter(
	'plugin_action_links_' . plugin_basename( __FILE__ ),
	function ( $links ) {
		$page = admin_url( 'options-general.php?page=mta-chat' );
		return array_merge( array( '<a href="' . esc_url( $page ) . '">' . esc_html__( 'Settings', 'mta-chat' ) . '</a>' ), $links );
	}
);

function mta_chat_select( $settings, $name, $choices ) {
	echo '<select id="mta-chat-' . esc_attr( $name ) . '" name="' . esc_attr( MTA_CHAT_OPTION . '[' . $name . ']' ) . '">';
	foreach ( $choices as $value => $label ) {
		echo '<option value="' . esc_attr( $value ) . '"' . selected( $settings[ $name ], $value, false ) . '>' . esc_html( $label ) . '</option>';
	}
	echo '</select>';
}

function mta_chat_input( $settings, $name, $placeholder ) {
	echo '<input class="regular-text" type="text" id="mta-chat-' . esc_attr( $name ) . '" name="' . esc_attr( MTA_CHAT_OPTION . '[' . $name . ']' ) . '" value="' . esc_attr( $settings[ $name ] ) . '" placeholder="' . esc_attr( $placeholder ) . '">';
}

function mta_chat_row( $name, $label, $draw, $help = '' ) {
	echo '<tr><th scope="row"><label for="mta-chat-' . esc_attr( $name ) . '">' . esc_html( $label ) . '</label></th><td>';
	$draw();
	if ( '' !== $help ) {
		echo '<p class="description">' . esc_html( $help ) . '</p>';
	}
	echo '</td></tr>';
}

function mta_chat_settings_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$settings = mta_chat_settings();
	echo '<div class="wrap"><h1>MTA Chat</h1><form action="options.php" method="post">';
	settings_fields( 'mta_chat' );
	echo '<table class="form-table" role="presentation">';
	mta_chat_row(
		'endpoint',
		__( 'Address of the chat', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_input( $settings, 'endpoint', 'https://chat.example.com' );
		},
		__( 'The server must list this website in cors.allowed_origins.', 'mta-chat' )
	);
	mta_chat_row(
		'color',
		__( 'Colour', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_input( $settings, 'color', '#0b5c66' );
		},
		__( 'Empty: as the server says.', 'mta-chat' )
	);
	mta_chat_row(
		'position',
		__( 'Side', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_select(
				$settings,
				'position',
				array(
					'auto'  => __( 'By the language', 'mta-chat' ),
					'left'  => __( 'Left', 'mta-chat' ),
					'right' => __( 'Right', 'mta-chat' ),
				)
			);
		}
	);
	mta_chat_row(
		'language',
		__( 'Language', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_select(
				$settings,
				'language',
				array(
					'auto' => __( 'The page’s', 'mta-chat' ),
					'en'   => 'English',
					'ar'   => 'العربية',
					'fr'   => 'Français',
				)
			);
		}
	);
	mta_chat_row(
		'show',
		__( 'Where', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_select(
				$settings,
				'show',
				array(
					'everywhere' => __( 'On every page', 'mta-chat' ),
					'only'       => __( 'Only on the pages below', 'mta-chat' ),
					'except'     => __( 'On every page but those below', 'mta-chat' ),
				)
			);
		}
	);
	mta_chat_row(
		'pages',
		__( 'Pages', 'mta-chat' ),
		function () use ( $settings ) {
			mta_chat_input( $settings, 'pages', '12, 34' );
		},
		__( 'Their numbers, with commas between them.', 'mta-chat' )
	);
	mta_chat_row(
		'consent',
		__( 'Consent', 'mta-chat' ),
		function () use ( $settings ) {
			echo '<input type="checkbox" id="mta-chat-consent" name="' . esc_attr( MTA_CHAT_OPTION . '[consent]' ) . '" value="1"' . checked( $settings['consent'], '1', false ) . '>';
		},
		__( 'Show it only to visitors who accept functional cookies (needs a plugin with the WP Consent API). It sets no cookie, and stores nothing before it is opened.', 'mta-chat' )
	);
	echo '</table>';
	submit_button();
	echo '</form></div>';
}
