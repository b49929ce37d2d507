<?php
defined( 'WP_UNINSTALL_PLUGIN' ) || exit;
delete_option( 'mta_chat' );
